#include "parse/charset_table.h"

/* ISO-8859-1 keeps its name but reads as windows-1252, as in every browser;
 * gb2312 reads as its superset gb18030. */
const struct charset_row charset_table[] = {
	{ "utf-8", 0, " utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 u8 utf_8 " },
	{ "us-ascii", 0, " us-ascii ascii ansi_x3.4-1968 iso646-us iso-ir-6 us 646 csascii " },
	{ "iso-8859-1", "CP1252", " iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 "
	    "latin-1 cp819 ibm819 csisolatin1 iso-ir-100 " },
	{ "windows-1252", "CP1252", " windows-1252 cp1252 x-cp1252 win-1252 ansi " },
	{ "iso-8859-2", "ISO-8859-2", " iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 "
	    "latin-2 csisolatin2 iso-ir-101 " },
	{ "iso-8859-3", "ISO-8859-3", " iso-8859-3 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3 "
	    "csisolatin3 iso-ir-109 " },
	{ "iso-8859-4", "ISO-8859-4", " iso-8859-4 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4 "
	    "csisolatin4 iso-ir-110 " },
	{ "iso-8859-5", "ISO-8859-5", " iso-8859-5 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 cyrillic "
	    "csisolatincyrillic iso-ir-144 " },
	{ "iso-8859-6", "ISO-8859-6", " iso-8859-6 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 arabic "
	    "asmo-708 csisolatinarabic ecma-114 iso-ir-127 iso-8859-6-e iso-8859-6-i csiso88596e csiso88596i " },
	{ "iso-8859-7", "ISO-8859-7", " iso-8859-7 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 greek greek8 "
	    "csisolatingreek ecma-118 elot_928 iso-ir-126 sun_eu_greek " },
	{ "iso-8859-8", "ISO-8859-8", " iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 hebrew visual "
	    "csisolatinhebrew iso-ir-138 iso-8859-8-e iso-8859-8-i logical csiso88598e csiso88598i " },
	{ "iso-8859-10", "ISO-8859-10", " iso-8859-10 iso8859-10 iso885910 l6 latin6 csisolatin6 iso-ir-157 " },
	{ "iso-8859-13", "ISO-8859-13", " iso-8859-13 iso8859-13 iso885913 " },
	{ "iso-8859-14", "ISO-8859-14", " iso-8859-14 iso8859-14 iso885914 " },
	{ "iso-8859-15", "ISO-8859-15", " iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 latin9 latin-9 csisolatin9 " },
	{ "iso-8859-16", "ISO-8859-16", " iso-8859-16 iso8859-16 iso885916 " },
	{ "koi8-r", "KOI8-R", " koi8-r koi koi8 koi8_r cskoi8r " },
	{ "koi8-u", "KOI8-U", " koi8-u koi8-ru " },
	{ "ibm866", "CP866", " ibm866 866 cp866 csibm866 " },
	{ "ibm437", "CP437", " ibm437 437 cp437 " },
	{ "cp850", "CP850", " ibm850 850 cp850 " },
	{ "cp037", "IBM037", " cp037 ibm037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-wt ebcdic-cp-nl " },
	{ "macintosh", "MACINTOSH", " macintosh mac x-mac-roman csmacintosh macroman " },
	{ "x-mac-cyrillic", "MAC-CYRILLIC", " x-mac-cyrillic x-mac-ukrainian " },
	{ "windows-874", "CP874", " windows-874 cp874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 " },
	{ "windows-1250", "CP1250", " windows-1250 cp1250 x-cp1250 win-1250 " },
	{ "windows-1251", "CP1251", " windows-1251 cp1251 x-cp1251 win-1251 " },
	{ "windows-1253", "CP1253", " windows-1253 cp1253 x-cp1253 " },
	{ "windows-1254", "CP1254", " windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 "
	    "iso_8859-9:1989 l5 latin5 csisolatin5 iso-ir-148 " },
	{ "windows-1255", "CP1255", " windows-1255 cp1255 x-cp1255 " },
	{ "windows-1256", "CP1256", " windows-1256 cp1256 x-cp1256 " },
	{ "windows-1257", "CP1257", " windows-1257 cp1257 x-cp1257 " },
	{ "windows-1258", "CP1258", " windows-1258 cp1258 x-cp1258 " },
	{ "gb18030", "GB18030", " gb18030 gb2312 gb_2312 gb_2312-80 gbk x-gbk chinese csgb2312 csiso58gb231280 "
	    "iso-ir-58 cp936 gb-2312 euc-cn " },
	{ "big5", "BIG5-HKSCS", " big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 " },
	{ "euc-jp", "EUC-JP", " euc-jp eucjp x-euc-jp cseucpkdfmtjapanese " },
	{ "iso-2022-jp", "ISO-2022-JP-2", " iso-2022-jp csiso2022jp " },
	{ "shift_jis", "CP932", " shift_jis shift-jis sjis ms_kanji ms932 windows-31j x-sjis csshiftjis cp932 " },
	{ "euc-kr", "UHC", " euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 "
	    "cseuckr csksc56011987 iso-ir-149 cp949 " },
	{ "utf-16be", "UTF-16BE", " utf-16be unicodefffe utf16be utf_16be " },
	{ "utf-16le", "UTF-16LE", " utf-16le utf-16 utf16 utf_16 utf16le utf_16le u16 csunicode iso-10646-ucs-2 ucs-2 "
	    "unicode unicodefeff " },
	{ "utf-32be", "UTF-32BE", " utf-32be utf32be utf_32be " },
	{ "utf-32le", "UTF-32LE", " utf-32le utf-32 utf32 utf_32 u32 utf32le utf_32le iso-10646-ucs-4 ucs-4 csucs4 " },
	{ "utf-7", "UTF-7", " utf-7 utf7 unicode-1-1-utf-7 " },
	{ "hz-gb-2312", "HZ", " hz-gb-2312 hz " },
};

const unsigned charset_table_n = sizeof(charset_table) / sizeof(charset_table[0]);
