# nginx.sh: a CA made on the spot and nginx on loopback addresses, for tests and
# the demo. Sourced. Everything lives under one folder; the server is stopped by
# nginx_stop, which the caller puts on its way out.
#
#   nginx_ca DIR                     makes DIR/ca.pem and its key
#   nginx_start DIR PORT HOSTS      serves; HOSTS has a line a host: name address folder
#   nginx_stop DIR
#
# HTTP/2, gzip, ETag and Last-Modified, TLS 1.2 and 1.3, an own certificate each.

nginx_program() {
	command -v nginx || { [ -x /usr/sbin/nginx ] && echo /usr/sbin/nginx; }
}

nginx_ca() {
	mkdir -p "$1/tls"
	openssl ecparam -name prime256v1 -genkey -noout -out "$1/tls/ca.key" 2>/dev/null &&
	openssl req -x509 -new -key "$1/tls/ca.key" -days 30 -subj '/CN=wirefold test CA' \
	    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
	    -out "$1/ca.pem" 2>/dev/null
}

nginx_leaf() { # DIR NAME
	openssl ecparam -name prime256v1 -genkey -noout -out "$1/tls/$2.key" 2>/dev/null &&
	openssl req -new -key "$1/tls/$2.key" -subj "/CN=$2" -out "$1/tls/$2.csr" 2>/dev/null &&
	printf 'subjectAltName=DNS:%s\n' "$2" > "$1/tls/$2.ext" &&
	openssl x509 -req -in "$1/tls/$2.csr" -CA "$1/ca.pem" -CAkey "$1/tls/ca.key" -CAcreateserial \
	    -days 20 -extfile "$1/tls/$2.ext" -out "$1/tls/$2.pem" 2>/dev/null
}

nginx_conf() { # DIR PORT HOSTS
	cat <<-END
	daemon on;
	worker_processes 1;
	pid $1/nginx.pid;
	error_log $1/error.log warn;
	events { worker_connections 4096; }
	http {
	    access_log $1/access.log;
	    client_body_temp_path $1/tmp; proxy_temp_path $1/tmp; fastcgi_temp_path $1/tmp;
	    uwsgi_temp_path $1/tmp; scgi_temp_path $1/tmp;
	    types { application/rss+xml rss; application/atom+xml atom; application/xml xml rdf;
	            application/feed+json json; text/html html; text/plain txt; }
	    default_type application/octet-stream;
	    gzip on; gzip_types application/rss+xml application/atom+xml application/xml application/feed+json;
	    ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:1m;
	    keepalive_timeout 30; http2_max_concurrent_streams 16;
	END
	while read -r name address folder; do
		[ -n "$name" ] || continue
		cat <<-END
		    server {
		        listen $address:$2 ssl http2; server_name $name;
		        ssl_certificate $1/tls/$name.pem; ssl_certificate_key $1/tls/$name.key;
		        root $folder; autoindex off;
		        location = /r/moved { return 301 /feed.rss; }
		        location = /r/twice { return 302 /r/moved; }
		        location = /r/loop { return 302 /r/loop; }
		        location = /r/file { return 302 file:///etc/passwd; }
		        location = /r/down { return 302 http://$name:$2/feed.rss; }
		        location = /r/user { return 302 https://u:p@$name:$2/feed.rss; }
		        location = /r/away { return 302 https://10.0.0.1/feed.rss; }
		        location = /r/gone { return 410; }
		        location = /r/busy { add_header Retry-After 7200 always; return 429; }
		        location ~ [.]gz$ { gzip off; types { } default_type application/rss+xml; add_header Content-Encoding gzip; }
		    }
		END
	done < "$3"
	echo "}"
}

nginx_start() {
	nginx=$(nginx_program) || { echo "nginx is not installed; make deps" >&2; return 1; }
	mkdir -p "$1/tmp"
	[ -f "$1/ca.pem" ] || nginx_ca "$1" || return 1
	while read -r name _; do
		[ -z "$name" ] || [ -f "$1/tls/$name.pem" ] || nginx_leaf "$1" "$name" || return 1
	done < "$3"
	nginx_conf "$1" "$2" "$3" > "$1/nginx.conf"
	# Started by root it would drop to another user, who may not read the folder.
	[ "$(id -u)" != 0 ] || sed -i '1i user root;' "$1/nginx.conf"
	"$nginx" -e "$1/error.log" -p "$1" -c "$1/nginx.conf" >"$1/start.log" 2>&1 ||
	    { cat "$1/start.log" >&2; return 1; }
}

nginx_stop() {
	[ -f "$1/nginx.pid" ] || return 0
	kill "$(cat "$1/nginx.pid")" 2>/dev/null
	i=0
	while [ -f "$1/nginx.pid" ] && [ "$i" -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
}
