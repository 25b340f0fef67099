/** Where a bucket is, as `--files` tells it. The keys to it come from the environment. */
export interface S3Address {
  readonly bucket: string;
  /** Before the name of each object; empty, or with a slash at its end. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly region: string;
}

/** Amazon's default, which other stores take, too. */
const REGION_DEFAULT = "us-east-1";
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixText = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/;
const regionName = /^[a-z0-9-]{1,40}$/;

/** Reads `s3://bucket/prefix?endpoint=https://…&region=…`. Undefined for anything else, and for what has a password. */
export function parseS3Address(text: string): S3Address | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== "s3:" || url.username !== "" || url.password !== "" || url.port !== "" || url.hash !== "")
    return undefined;
  const { region = REGION_DEFAULT, ...rest } = Object.fromEntries(url.searchParams);
  const { endpoint = `https://s3.${region}.amazonaws.com`, ...others } = rest;
  const prefix = url.pathname.replace(/^\/+/, "").replace(/\/*$/, "/").replace(/^\/$/, "");
  const isRight =
    bucketName.test(url.hostname) && prefixText.test(prefix) && regionName.test(region) && Object.keys(others).length === 0;
  if (!isRight || !isEndpoint(endpoint)) return undefined;
  return { bucket: url.hostname, prefix, endpoint: new URL(endpoint).origin, region };
}

function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin;
}
