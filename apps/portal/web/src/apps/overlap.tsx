import { Select } from '../design/field.js';

/** For how long the one before is taken too, so that nothing stops while it is exchanged. */
export function OverlapSelect({ what }: { what: string }) {
  return (
    <Select label={`The ${what} before`} name="overlapHours" defaultValue="24" hint="Long enough to exchange it everywhere.">
      <option value="0">stops at once</option>
      <option value="1">is good for one more hour</option>
      <option value="24">is good for one more day</option>
      <option value="168">is good for one more week</option>
    </Select>
  );
}
