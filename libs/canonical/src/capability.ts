/** `command`: we can make it happen; `observe`: the system does it and we see it; `absent`: the system does not have it. */
export type CapabilityMode = 'command' | 'observe' | 'absent';

export interface OperationCapability {
  mode: CapabilityMode;
  /** Changes nothing, so it may be repeated. */
  safe: boolean;
  /** Operation that finds, by our reference, whether a write landed. Without one a write is never retried blindly. */
  probe?: string;
  /** How long, in ms, a write whose answer was lost may still land. Counted from the end of the call. */
  settleAfterMs?: number;
  /** Calls of one lane are made one at a time. */
  lane?: string;
  /** Longest useful wait of one call, in ms. */
  timeoutMs?: number;
}

/** By operation name: the method of the connector. */
export type Capabilities = Record<string, OperationCapability>;
