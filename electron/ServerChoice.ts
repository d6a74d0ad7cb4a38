import type { ServerAnswer, ServerProblem, SuggestedServer } from './desktopApi';
import { readServerAddress } from './serverAddress';

interface Saved {
  read(): Promise<string | null>;
  write(origin: string): Promise<void>;
}

type Probe = (origin: string) => Promise<ServerProblem | null>;

/** Which server this shell belongs to: given at start, saved from last time, or not chosen yet. */
export class ServerChoice {
  private constructor(
    private readonly saved: Saved,
    private readonly probe: Probe,
    private chosen: string | null,
    private readonly fixed: boolean,
  ) {}

  /** `fixedOrigin` is the address given at start, which wins over the saved one and is never saved itself. */
  static async create({
    saved,
    probe,
    fixedOrigin,
  }: {
    saved: Saved;
    probe: Probe;
    fixedOrigin: string | null;
  }): Promise<ServerChoice> {
    return new ServerChoice(saved, probe, fixedOrigin ?? (await saved.read()), fixedOrigin !== null);
  }

  /** The origin of the chosen server, or null before one is chosen. */
  get origin(): string | null {
    return this.chosen;
  }

  get suggestion(): SuggestedServer {
    return { address: this.chosen ?? '', fixed: this.fixed };
  }

  /** Takes what a person typed once a Zhiqin server answers there, and remembers it. */
  async choose(typed: string): Promise<ServerAnswer> {
    const answer = readServerAddress(this.fixed ? (this.chosen ?? '') : typed);
    if (!answer.ok) return answer;
    const problem = await this.probe(answer.origin);
    if (problem !== null) return { ok: false, problem };
    if (!this.fixed && answer.origin !== this.chosen) {
      try {
        await this.saved.write(answer.origin);
      } catch {
        return { ok: false, problem: 'not-saved' };
      }
    }
    this.chosen = answer.origin;
    return answer;
  }
}
