/* kafka: librdkafka's mock cluster with one broker; prints where it listens, and stays. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
	char why[512];
	rd_kafka_t *k = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why, sizeof(why));
	rd_kafka_mock_cluster_t *c = k != NULL ? rd_kafka_mock_cluster_new(k, 1) : NULL;

	if (c == NULL || rd_kafka_mock_topic_create(c, "items", 1, 1) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return 1;
	puts(rd_kafka_mock_cluster_bootstraps(c));
	fflush(stdout);
	for (;;)
		pause();
}
