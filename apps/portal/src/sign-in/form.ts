import type { IncomingMessage } from 'node:http';

/** Bytes that a form of ours can have. */
const longest = 4_096;

/** The fields of a form; undefined when it is none, or too long to be one of ours. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const isForm = request.headers['content-type']?.split(';')[0]?.trim() === 'application/x-www-form-urlencoded';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read to its end all the same: who still sends would not hear the answer.
    if (length <= longest) chunks.push(chunk);
  }
  return isForm && length <= longest ? new URLSearchParams(Buffer.concat(chunks).toString('utf8')) : undefined;
}
