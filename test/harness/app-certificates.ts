import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { TestAuthority } from '#edge/fixture';

interface Leaf {
  cert: string;
  key: string;
}

/** Certificates of single apps by an authority of a test, and whoever calls an app with one of them. */
export class AppCertificates {
  private constructor(
    private readonly authority: TestAuthority,
    readonly folder: string,
  ) {}

  /** @param folder in which each app gets one of its own, as `npm start` and Compose want them */
  static async issue(folder: string, apps: string[]): Promise<AppCertificates> {
    const certificates = new AppCertificates(await TestAuthority.create(), folder);
    for (const app of apps) await certificates.renew(app);
    return certificates;
  }

  /** Writes another certificate and key in the place of the app's. */
  async renew(app: string): Promise<void> {
    const { cert, key } = await this.of(app);
    await mkdir(join(this.folder, app), { recursive: true });
    for (const [name, text] of Object.entries({ 'tls.crt': cert, 'tls.key': key, 'ca.crt': this.authority.pem })) await writeFile(join(this.folder, app, name), text);
  }

  /** The serial number of the certificate that is shown at an address. */
  async shownAt(url: string): Promise<string> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), ca: this.authority.pem });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerX509Certificate()!;
    socket.destroy();
    return serialNumber;
  }

  /** @param name of a client */
  of(name: string): Promise<Leaf> {
    return this.authority.leaf([name]);
  }

  /** The status that a GET is answered, or the code of the error by which it ends. @param leaf that is shown; none when left out */
  async statusOf(url: string, headers: Record<string, string>, leaf?: Leaf): Promise<number | string> {
    const dispatcher = new Agent({ connect: { ca: this.authority.pem, ...leaf } });
    try {
      const { statusCode, body } = await request(url, { dispatcher, headers });
      await body.dump();
      return statusCode;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      await dispatcher.destroy();
    }
  }
}
