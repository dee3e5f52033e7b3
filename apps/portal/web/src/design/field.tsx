import { CircleAlert } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';

interface Asking {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it. */
  fault?: string | undefined;
}

/** A labelled input. What helps and what is wrong belong to it also for who listens. */
export function Field({ label, hint, fault, ...input }: Asking & ComponentProps<'input'>) {
  const { id, described, below } = useDescription(hint, fault);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} className="input" aria-invalid={fault !== undefined || undefined} aria-describedby={described} />
      {below}
    </div>
  );
}

export function TextArea({ label, hint, fault, ...input }: Asking & ComponentProps<'textarea'>) {
  const { id, described, below } = useDescription(hint, fault);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea {...input} id={id} className="input" aria-invalid={fault !== undefined || undefined} aria-describedby={described} />
      {below}
    </div>
  );
}

export function Select({ label, hint, fault, children, ...input }: Asking & ComponentProps<'select'>) {
  const { id, described, below } = useDescription(hint, fault);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...input} id={id} className="input" aria-invalid={fault !== undefined || undefined} aria-describedby={described}>
        {children}
      </select>
      {below}
    </div>
  );
}

function useDescription(hint: ReactNode, fault: string | undefined) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ') || undefined;
  const below = (
    <>
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault !== undefined && (
        <span className="fault" id={`${id}-fault`}>
          <CircleAlert size={14} aria-hidden />
          {fault}
        </span>
      )}
    </>
  );
  return { id, described, below };
}
