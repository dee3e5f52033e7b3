import { useId, useState } from 'react';
import { useSearch } from './use-search.js';

export interface PickerProps<T> {
  label: string;
  picked: T | undefined;
  search(text: string, signal: AbortSignal): Promise<T[]>;
  keyOf(each: T): string;
  nameOf(each: T): string;
  noteOf(each: T): string;
  onPick(each: T | undefined): void;
}

/** Finds one of many by typing; what was picked can be put back. */
export function Picker<T>({ label, picked, search, keyOf, nameOf, noteOf, onPick }: PickerProps<T>) {
  const [text, setText] = useState('');
  const { found, failure, searching } = useSearch(text, search);
  const field = useId();
  if (picked)
    return (
      <div className="picked">
        <span className="label">{label}</span>
        <strong>{nameOf(picked)}</strong>
        <span className="note">{noteOf(picked)}</span>
        <button type="button" className="quiet" onClick={() => onPick(undefined)}>
          Change
        </button>
      </div>
    );
  return (
    <div className="picker">
      <label htmlFor={field}>{label}</label>
      <input id={field} type="search" autoComplete="off" placeholder="Name or number" value={text} onChange={(event) => setText(event.target.value)} />
      <ul aria-busy={searching} aria-label={`${label}s found`}>
        {found.map((each) => (
          <li key={keyOf(each)}>
            <button type="button" className="choice" onClick={() => onPick(each)}>
              <strong>{nameOf(each)}</strong>
              <span className="note">{noteOf(each)}</span>
            </button>
          </li>
        ))}
        {!searching && found.length === 0 && <li className="note">{failure ?? 'Nothing found'}</li>}
      </ul>
    </div>
  );
}
