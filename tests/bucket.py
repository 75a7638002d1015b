"""A server on loopback that speaks S3, and a bucket in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
import httpx
from moto.server import ThreadedMotoServer

KEY, SECRET = "AKIAHARBOUR", "hunter2/harbour+secret"
NAME = "harbour"


@dataclass(frozen=True)
class BucketServer:
    endpoint: str

    @property
    def url(self) -> str:
        """As an operator writes it; key and secret come from the environment."""
        return f"s3://{NAME}/desk?endpoint={self.endpoint}&region=eu-central-1"

    def client(self) -> "boto3.client":
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="eu-central-1",
            aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        )  # fmt: skip

    def objects(self) -> dict[str, bytes]:
        client = self.client()
        listed = client.list_objects_v2(Bucket=NAME).get("Contents", [])
        return {
            each["Key"]: client.get_object(Bucket=NAME, Key=each["Key"])["Body"].read() for each in listed
        }


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        made = BucketServer("http://{}:{}".format(*server.get_host_and_port()))
        httpx.post(
            f"{made.endpoint}/moto-api/reset"
        ).raise_for_status()  # all servers of a process share their buckets
        made.client().create_bucket(
            Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        yield made
    finally:
        server.stop()
