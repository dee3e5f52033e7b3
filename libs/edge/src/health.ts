import { Controller, Get, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './auth/declared-rights.js';
import { buildOf } from './process.js';

type Check = () => Promise<void>;

/** Parts of a process say here what they need before traffic may come. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();

  /** `check` throws while the part is not ready. */
  require(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async failures(): Promise<Record<string, string>> {
    const failed: Record<string, string> = {};
    await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        await check().catch((error: unknown) => {
          failed[name] = error instanceof Error ? error.message : String(error);
        });
      }),
    );
    return failed;
  }
}

@ApiExcludeController()
@Public()
@Controller('health')
export class HealthController {
  private readonly build = buildOf();

  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: string; build: string } {
    return { status: 'live', build: this.build };
  }

  @Get('ready')
  async ready(): Promise<{ status: string; process: number }> {
    const failed = await this.readiness.failures();
    if (Object.keys(failed).length > 0) throw new ServiceUnavailableException({ detail: 'not ready', failed });
    // Several processes may share the port: this says which one it was.
    return { status: 'ready', process: process.pid };
  }
}
