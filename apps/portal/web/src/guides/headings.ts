export interface Heading {
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

/** The second level of headings of a Markdown text, but none of its code. */
export function headingsOf(markdown: string): Heading[] {
  return [...markdown.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^## (.+)$/gm)].map(([, words = '']) => {
    const text = words.replaceAll(/[`*]/g, '');
    return { text, id: idOf(text) };
  });
}
