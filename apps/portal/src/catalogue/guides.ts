import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiAddresses } from './catalogue.js';
import { calledFromOutside } from './guide-calls.js';
import { linkedInPortal } from './guide-links.js';
import type { GuideSummary, GuideView } from './guide.view.js';

/** Those of docs/guides that are for who calls, in the order in which they are offered; the others are for who runs or extends it. */
const forCallers = ['portal', 'web', 'mobile', 'order-desk', 'bi', 'security'];

/** The guides for callers, their links leading to pages of the portal and their calls to this installation. Read once: they are part of a build. */
export class Guides {
  private constructor(
    readonly list: readonly GuideSummary[],
    private readonly byId: ReadonlyMap<string, GuideView>,
  ) {}

  /** @param folder of Markdown, `<id>.md` */
  static read(folder: string, addresses: ApiAddresses): Guides {
    const known = forCallers.filter((id) => existsSync(join(folder, `${id}.md`)));
    const guides = known.map((id) => guideOf(id, calledFromOutside(linkedInPortal(readFileSync(join(folder, `${id}.md`), 'utf8'), new Set(known)), addresses)));
    return new Guides(guides.map(({ id, title, markdown }) => ({ id, title, summary: summaryOf(markdown) })), new Map(guides.map((guide) => [guide.id, guide])));
  }

  /** Of a build that brought no guides. */
  static empty(): Guides {
    return new Guides([], new Map());
  }

  guide(id: string): GuideView | undefined {
    return this.byId.get(id);
  }
}

function guideOf(id: string, text: string): GuideView {
  const [, title = id, markdown = text] = /^# (.+)\n+([\s\S]*)$/.exec(text) ?? [];
  return { id, title, markdown };
}

function summaryOf(markdown: string): string {
  const [first = ''] = markdown.split(/\n\s*\n/);
  return first.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
}
