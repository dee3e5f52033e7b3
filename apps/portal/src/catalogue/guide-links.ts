/** A link within the repository, as guides write it: its words, its path, what it points at there. */
const link = /\[([^\]]+)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

/**
 * The text with links that lead somewhere from a page of the portal: to a guide, an API, the client. What has no page there
 * keeps its words and loses its link.
 * @param guides ids of those that have a page
 */
export function linkedInPortal(markdown: string, guides: ReadonlySet<string>): string {
  return markdown.replaceAll(link, (_, words: string, path: string, fragment = '') => {
    const page = pageOf(path, guides);
    return page === undefined ? words : `[${words}](${page}${fragment})`;
  });
}

function pageOf(path: string, guides: ReadonlySet<string>): string | undefined {
  const guide = /^(?:\.\/)?([\w-]+)\.md$/.exec(path)?.[1];
  if (guide !== undefined) return guides.has(guide) ? `/portal/guides/${guide}` : undefined;
  const api = /^\.\.\/\.\.\/openapi\/([\w-]+)\.json$/.exec(path)?.[1];
  if (api !== undefined) return `/portal/apis/${api}`;
  return path === '../../clients/typescript' ? '/portal/client' : undefined;
}
