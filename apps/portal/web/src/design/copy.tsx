import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announce.js';
import { Button } from './button.js';

const confirmedForMs = 2_000;

/** Copies a text. @param what is copied, for its label: "Copy client secret" */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), confirmedForMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    setState(done ? 'copied' : 'failed');
    announce(done ? `${what} copied` : `${what} could not be copied. Select and copy it by hand.`);
  };
  return (
    <Button size="small" icon={state === 'copied' ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />} onClick={() => void copy()} aria-label={`Copy ${what}`}>
      {state === 'copied' ? 'Copied' : state === 'failed' ? 'Copy by hand' : 'Copy'}
    </Button>
  );
}

/** Commands or code with a button that copies them. */
export function CodeBlock({ code, title, what = title }: { code: string; title: string; what?: string }) {
  return (
    <figure className="code">
      <figcaption className="code-head">
        <span>{title}</span>
        <CopyButton text={code} what={what} />
      </figcaption>
      <pre tabIndex={0} aria-label={title}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}

/** One value to copy, such as an id. */
export function CopyValue({ value, what }: { value: string; what: string }) {
  return (
    <span className="value">
      <code>{value}</code>
      <CopyButton text={value} what={what} />
    </span>
  );
}
