/** Which scopes somebody gets. */
export function ScopeChoice({ scopes, chosen }: { scopes: readonly string[]; chosen: readonly string[] }) {
  return (
    <fieldset>
      <legend className="legend">Scopes</legend>
      {scopes.map((scope) => (
        <label key={scope} className="choice">
          <input type="checkbox" name="scopes" value={scope} defaultChecked={chosen.includes(scope)} />
          <code>{scope}</code>
        </label>
      ))}
    </fieldset>
  );
}
