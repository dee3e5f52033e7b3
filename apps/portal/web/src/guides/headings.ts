export interface Heading {
  level: number;
  text: string;
  /** What an address points at it by. */
  id: string;
}

/** As GitHub makes it, so that links between the guides hold in both places. */
export const idOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

/** Headings of a Markdown text, but none of its code. */
export function headingsOf(markdown: string): Heading[] {
  return [...markdown.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^(#{2,3}) (.+)$/gm)].map(([, marks = '', words = '']) => {
    const text = words.replaceAll(/[`*]/g, '');
    return { level: marks.length, text, id: idOf(text) };
  });
}
