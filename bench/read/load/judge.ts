export interface Judged {
  /** Answered 200 in time with every part, and none of them marked missing or stale. */
  complete: number;
  /** A part was marked stale. */
  stale: number;
  /** A part was marked missing. */
  missing: number;
  /** A part was older than it may be and not marked: its time lies further back than that before the question. */
  unmarkedOld: number;
  /** Parts that were asked for before the question: known ones, and those on their way. Of all answers, three each. */
  known: number;
}

export interface Judge {
  /** @param asked epoch ms, before the question */
  see(status: number, text: string, asked: number, latencyMs: number): void;
  result: Judged;
}

/** How old, in ms, a part may be that is not marked stale. */
export const freshForMs = 1_000;

/** Times are written in whole milliseconds. */
const roundingMs = 1;

/** @param withinMs for an answer to count as complete; undefined looks at no answer, which takes time that others want */
export function judge(withinMs: number | undefined): Judge {
  const result: Judged = { complete: 0, stale: 0, missing: 0, unmarkedOld: 0, known: 0 };
  if (withinMs === undefined) return { result, see: () => undefined };
  return {
    result,
    see(status, text, asked, latencyMs) {
      if (status !== 200) return;
      const parts = partsOf(text);
      const [stale, missing] = [parts.some((part) => part.stale), parts.some((part) => part.missing !== undefined)];
      if (stale) result.stale += 1;
      if (missing) result.missing += 1;
      if (parts.some((part) => !part.stale && part.missing === undefined && asked - Date.parse(part.asOf) > freshForMs + roundingMs)) result.unmarkedOld += 1;
      result.known += parts.filter(({ asOf }) => asked - Date.parse(asOf) > roundingMs).length;
      if (!stale && !missing && latencyMs <= withinMs) result.complete += 1;
    },
  };
}

interface Part {
  asOf: string;
  stale: boolean;
  missing?: string;
}

function partsOf(text: string): Part[] {
  const { master, business, crm } = JSON.parse(text) as { master: Part; business: Part; crm: Part };
  return [master, business, crm];
}
