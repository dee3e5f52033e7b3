/** Signatures by public key alone: a shared secret would let everybody sign who can verify. */
export const algorithms = ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'];
