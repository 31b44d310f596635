/** What a scripted model says, whatever the wire format in which a program asks. */

export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly input: Readonly<Record<string, unknown>> }
  /** A tool whose argument is plain text, as OpenAI's custom tools. */
  | { readonly kind: 'custom_tool'; readonly name: string; readonly input: string }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Status 200 with a body that is no message of any format. */
  | { readonly kind: 'garbage' };

export type Wire = 'anthropic' | 'responses' | 'chat' | 'gemini';

export interface SeenRequest {
  readonly wire: Wire;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Names of the tools that the model may call. Requests without any are chores, such as naming a session. */
  readonly tools: readonly string[];
  readonly streams: boolean;
}

/** Decides what is said to the nth request of the main conversation, counted from 0. */
export type Script = (request: SeenRequest, turn: number) => Reply;

/** Replies one after the other; the last one is repeated. */
export function inOrder(...replies: readonly Reply[]): Script {
  return (_request, turn) => {
    const reply = replies[Math.min(turn, replies.length - 1)];
    if (reply === undefined) throw new Error('expected at least one reply in the script, received none');
    return reply;
  };
}

/** Tokens that every reply claims to have used, so that sums can be checked. */
export const USED = { input: 1_000, output: 100 } as const;
