import { SettingFaults, type ConnectorDeps, type SecretReference, type SystemSettings } from '#connector-kit';

/** Basic authentication with the user and password of now: a rotated one is shown from the next request on. */
export class SapSignIn {
  private readonly user: SecretReference;
  private readonly password: SecretReference;
  private known = { user: '', password: '', authorization: '' };

  /**
   * Throws SettingFaults when one of both is missing.
   * @param changed called when they are others than before: what was opened with those is closed for these
   */
  constructor(
    credentials: SystemSettings['credentials'],
    private readonly deps: ConnectorDeps,
    private readonly changed: () => void,
  ) {
    this.user = required(credentials, 'user');
    this.password = required(credentials, 'password');
  }

  /** The header. */
  authorization(): string {
    const [user, password] = [this.deps.secret(this.user), this.deps.secret(this.password)];
    if (user === this.known.user && password === this.known.password) return this.known.authorization;
    this.known = { user, password, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
    this.changed();
    return this.known.authorization;
  }
}

function required(credentials: SystemSettings['credentials'], name: 'user' | 'password'): SecretReference {
  const found = credentials[name];
  if (!found) throw new SettingFaults([{ path: ['credentials', name], message: `sap-s4hana signs in with user and password: ${name} is missing` }]);
  return found;
}
