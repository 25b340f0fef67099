import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { UpFrame } from "../../protocol/frames/up.ts";
import type { Welcome } from "../../protocol/frames/welcome.ts";
import type { ClientEvents } from "../client-events.ts";
import { ShoalClient } from "../shoal-client.ts";
import type { ShoalClientOptions } from "../shoal-client-options.ts";
import { FakeTransport } from "./fake-transport.ts";
import { room, welcome } from "./frames.ts";
import { settle } from "./settle.ts";

/** Ann's client, on a clock and a transport that the test moves by hand. */
export class ClientRig {
  readonly clock = new FakeClock();
  readonly transport = new FakeTransport();
  readonly client: ShoalClient;
  /** Types of the events that were told, of those that `listen` was called for. */
  readonly told: string[] = [];
  isWaking = true;
  wake: () => void = () => {};

  private constructor(options: ShoalClientOptions) {
    this.client = this.openClient(options);
  }

  /** The outbox is loaded, and the first channel is being opened. */
  static async open(options: ShoalClientOptions = {}): Promise<ClientRig> {
    const rig = new ClientRig(options);
    await settle();
    return rig;
  }

  openClient(options: ShoalClientOptions = {}): ShoalClient {
    return new ShoalClient("http://shoal.test", {
      transport: this.transport,
      clock: this.clock,
      random: () => 0.5,
      token: "t".repeat(43),
      wake: (onWake) => {
        this.wake = onWake;
        return () => {
          this.isWaking = false;
        };
      },
      ...options,
    });
  }

  /** The lobby's head is 10, unless told. */
  becomeLive(fields: Partial<Welcome> = {}): void {
    this.transport.channel.open();
    this.transport.channel.say(welcome({ conversations: [room("lobby", { head: 10 })], ...fields }));
  }

  comeBack(fields: Partial<Welcome> = {}): void {
    this.transport.channel.drop();
    this.client.probe();
    this.becomeLive(fields);
  }

  /** The frames sent since the last call, without the greeting. */
  takeSent(): UpFrame[] {
    return this.transport.channel.takeSent().filter(({ type }) => type !== "hello");
  }

  listen(...types: (keyof ClientEvents)[]): void {
    for (const type of types) this.client.on(type, () => this.told.push(type));
  }
}
