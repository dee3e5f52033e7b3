import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

type Path = (string | number)[];

/** A setting that is refused. `path` leads to it from the top of the configuration. */
export interface SettingFault {
  path: Path;
  message: string;
}

/** Everything that is wrong with the settings of systems. Whoever knows the file adds its name and lines. */
export class SettingFaults extends Error {
  constructor(readonly faults: SettingFault[]) {
    super(faults.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }

  /** The same faults, seen from further up. */
  under(above: Path): SettingFaults {
    return new SettingFaults(this.faults.map(({ path, message }) => ({ path: [...above, ...path], message })));
  }
}

/** Settings as their class, checked. Throws SettingFaults. */
export function checkSettings<T extends object>(Settings: new () => T, plain: object, path: Path): T {
  const checked = plainToInstance(Settings, plain);
  const faults = validateSync(checked, { whitelist: true, forbidNonWhitelisted: true }).flatMap((error) => settingFaults(error, path));
  if (faults.length > 0) throw new SettingFaults(faults);
  return checked;
}

function settingFaults(error: ValidationError, above: Path): SettingFault[] {
  const path = [...above, error.property];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ path, message: rule === 'whitelistValidation' ? 'is not a known setting' : message }));
  return [...own, ...(error.children ?? []).flatMap((child) => settingFaults(child, path))];
}
