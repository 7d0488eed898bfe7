// @ts-check
/**
 * What lets a client in where the gateway wants to know who asks: a token for what it fetches, and for a stream, which
 * can carry no header, a one-time ticket of its own for each attempt.
 */

/** @typedef {import("./transport.js").Ending} Ending */
/** @typedef {import("./transport.js").Target} Target */
/** @typedef {import("./transport.js").Transport} Transport */

/**
 * Gives the token, or null for none.
 * @typedef {(refused: boolean) => string | null | Promise<string | null>} TokenSource `refused` is true if the gateway
 *     didn't take the last one: where there is no other, null ends the watching
 */

const NOT_AUTHENTICATED = 4401;

/** The token isn't taken, and there is no other. */
class RefusedError extends Error {}

export class Pass {
  #source;
  /** The gateway said no; the source is asked once more, and then it is the end. */
  #refused = false;

  /** @param {TokenSource | undefined} source */
  constructor(source) {
    this.#source = source;
  }

  /** Headers for what is fetched. @returns {Promise<Record<string, string>>} */
  async headers() {
    const token = (await this.#source?.(this.#refused)) ?? null;
    if (token === null && this.#refused) {
      throw new RefusedError("not authenticated");
    }
    return token === null ? {} : { Authorization: `Bearer ${token}` };
  }

  /**
   * The target as it lets this client in.
   * @param {Target} target
   * @param {boolean} stream whether it can carry no header
   * @param {AbortSignal} signal
   * @returns {Promise<Target>}
   */
  async #admit(target, stream, signal) {
    const headers = await this.headers();
    if (!stream || headers.Authorization === undefined) {
      return { ...target, headers };
    }
    const response = await fetch(target.ticket, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(target.ticketFor),
      cache: "no-store",
      signal,
    });
    if (response.status === 401) {
      throw new RefusedError("not authenticated");
    }
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    const { ticket } = await response.json();
    const [websocket, events] = [new URL(target.websocket), new URL(target.events)];
    websocket.searchParams.set("ticket", String(ticket));
    events.searchParams.set("ticket", String(ticket));
    return { ...target, headers, websocket, events };
  }

  /** What an ending means: the first time that the token isn't taken, a new one is worth a try. @param {Ending} ending */
  #judge(ending) {
    if (ending.kind !== "refused" || ending.code !== NOT_AUTHENTICATED) {
      return ending;
    }
    if (this.#refused || this.#source === undefined) {
      return ending;
    }
    this.#refused = true;
    return /** @type {Ending} */ ({ kind: "lost", reason: "the token is not taken", retryInMs: 0 });
  }

  /**
   * The transport behind the pass.
   * @param {Transport} open
   * @param {boolean} stream whether it can carry no header
   * @returns {Transport}
   */
  guard(open, stream) {
    if (this.#source === undefined) {
      return open;
    }
    return (target, events) => {
      /** @type {import("./transport.js").Link | null} */
      let link = null;
      const abort = new AbortController();
      /** @param {Ending} ending */
      const end = (ending) => {
        if (!abort.signal.aborted) {
          events.onEnding(this.#judge(ending));
        }
      };
      const admitted = this.#admit(target, stream, abort.signal);
      void admitted.then(
        (own) => {
          if (!abort.signal.aborted) {
            link = open(own, {
              ...events,
              onMessage: (...told) => {
                this.#refused = false;
                events.onMessage(...told);
              },
              onEnding: end,
            });
          }
        },
        (/** @type {unknown} */ error) =>
          end(
            error instanceof RefusedError
              ? { kind: "refused", code: NOT_AUTHENTICATED, reason: "not_authenticated" }
              : { kind: "lost", reason: String(error) },
          ),
      );
      return {
        ask: () => link?.ask() ?? false,
        close() {
          abort.abort();
          link?.close();
        },
      };
    };
  }
}
