import { isDatabaseAway } from '#store';

const atMost = 100;

interface Waiting<Input, Output> {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

/** What is asked while a statement runs is asked together with the next one: many small transactions become few. */
export class Together<Input, Output> {
  private readonly waiting: Waiting<Input, Output>[] = [];
  private running = false;

  /**
   * @param run answers in the order of its inputs. What it refuses of several is asked again one by one, so that nobody
   * fails for another: it must have done nothing when it throws, or be harmless twice
   */
  constructor(private readonly run: (inputs: Input[]) => Promise<Output[]>) {}

  ask(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) await this.answer(this.waiting.splice(0, atMost));
    this.running = false;
  }

  private async answer(group: Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.run(group.map(({ input }) => input));
      group.forEach(({ resolve }, index) => resolve(outputs[index] as Output));
    } catch (error) {
      if (group.length === 1 || isDatabaseAway(error)) for (const { reject } of group) reject(error);
      else for (const each of group) await this.answer([each]);
    }
  }
}
