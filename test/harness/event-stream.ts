import type { WebClient } from './web-client.js';

/** One server-sent event, its data read as JSON. */
export interface StreamedEvent {
  id?: string;
  event: string;
  data: any;
}

/**
 * Reads a stream of server-sent events until `enough` says so or the server ends it, then leaves.
 * @param lastEventId resumes after this event, as a browser does
 */
export async function readEvents(client: WebClient, path: string, enough: (seen: StreamedEvent[]) => boolean, { lastEventId, withinMs = 30_000 }: { lastEventId?: string; withinMs?: number } = {}): Promise<StreamedEvent[]> {
  const leave = new AbortController();
  const timer = setTimeout(() => leave.abort(), withinMs);
  const answer = await client.fetch(path, { headers: { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) }, signal: leave.signal });
  if (!answer.ok || !answer.body) throw new Error(`${path} was answered ${answer.status}`);
  const seen: StreamedEvent[] = [];
  try {
    let text = '';
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      seen.push(...blocks.flatMap(eventIn));
      if (enough(seen)) break;
    }
  } catch (error) {
    if (!leave.signal.aborted) throw error;
    throw new Error(`the awaited event did not come; there were ${JSON.stringify(seen, null, 1)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    leave.abort();
  }
  return seen;
}

/** A block of lines as an event; comments are none. */
function eventIn(block: string): StreamedEvent[] {
  const fields = new Map(block.split('\n').filter((line) => !line.startsWith(':')).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]));
  const data = fields.get('data');
  return data === undefined ? [] : [{ id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) }];
}
