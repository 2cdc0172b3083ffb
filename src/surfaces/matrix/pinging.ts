import type { Vault } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { hashOf } from '../../core/tokens.ts';

/**
 * The `transaction_id` of our pings, which the homeserver brings back to wherever its registration says. Only a process
 * that shares our secret key and our hs_token can open it, so that whatever else is there does not pass for us.
 */
export class Pinging {
  readonly #vault: Vault;
  readonly #place: string;

  constructor(vault: Vault, hsToken: Secret) {
    this.#vault = vault;
    this.#place = `matrix ping ${hashOf(hsToken).toString('hex')}`;
  }

  make(): string {
    return this.#vault.seal(new Secret('ping'), this.#place);
  }

  isOurs(id: string): boolean {
    try {
      this.#vault.unseal(id, this.#place);
      return true;
    } catch {
      return false;
    }
  }
}
