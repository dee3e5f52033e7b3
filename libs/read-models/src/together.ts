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

  /** @param run answers in the order of its inputs; when it fails, it fails for all of them */
  constructor(private readonly run: (inputs: Input[]) => Promise<Output[]>) {}

  ask(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, atMost);
      try {
        const outputs = await this.run(group.map(({ input }) => input));
        group.forEach(({ resolve }, index) => resolve(outputs[index] as Output));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.running = false;
  }
}
