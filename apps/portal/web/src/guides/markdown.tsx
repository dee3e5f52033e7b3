import { Link2 } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import { Link } from 'react-router';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from '../design/copy.js';
import { idOf } from './headings.js';

/** Parsed, never set as HTML: what a guide holds of it is shown as text. */
export function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
      {text}
    </ReactMarkdown>
  );
}

const components: Components = {
  h2: ({ children }) => <Anchored as="h2">{children}</Anchored>,
  h3: ({ children }) => <Anchored as="h3">{children}</Anchored>,
  a: ({ href = '', children }) => <GuideLink href={href}>{children}</GuideLink>,
  pre: ({ node }) => <Code node={node} />,
  table: ({ children }) => (
    <div className="table-frame" tabIndex={0} role="group" aria-label="Table">
      <table className="table">{children}</table>
    </div>
  ),
};

function Anchored({ as: Level, children }: { as: 'h2' | 'h3'; children: ReactNode }) {
  const text = textOf(children);
  const id = idOf(text);
  return (
    <Level id={id}>
      {children}
      <a href={`#${id}`} className="anchor" aria-label={`Link to ${text}`}>
        <Link2 size={16} aria-hidden />
      </a>
    </Level>
  );
}

/** A page of the portal is shown without leaving it. */
function GuideLink({ href, children }: { href: string; children: ReactNode }) {
  const page = /^\/portal(\/.*)$/.exec(href)?.[1];
  return page ? <Link to={page}>{children}</Link> : <a href={href}>{children}</a>;
}

const titles: Record<string, string> = { sh: 'Shell', ts: 'TypeScript', js: 'JavaScript', json: 'JSON', yaml: 'YAML', http: 'HTTP', py: 'Python' };

type PreNode = NonNullable<ComponentProps<NonNullable<Exclude<Components['pre'], string>>>['node']>;

function Code({ node }: { node: PreNode | undefined }) {
  const [code] = node?.children ?? [];
  if (code?.type !== 'element') return null;
  const language = /language-(\w+)/.exec(String(code.properties['className']))?.[1] ?? '';
  const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('').trimEnd();
  return <CodeBlock code={text} title={titles[language] ?? (language || 'Text')} what="the code" />;
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map((each) => textOf(each as ReactNode)).join('');
  return typeof node === 'object' && node !== null && 'props' in node ? textOf((node.props as { children?: ReactNode }).children) : '';
}
