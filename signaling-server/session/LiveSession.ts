import type { Grant } from '@protocol';
import type { Session } from '../wire/Caller';

/**
 * A session whose rights follow the database while it lasts, so that whoever holds it sees them as they are now. One
 * whose password must be changed first holds no rights at all until then.
 */
export class LiveSession implements Session {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly vehicleId: string | null;
  readonly deviceId: string | null;
  readonly expiresAt: number;
  #accountGrants: readonly Grant[] = [];
  #mustChangePassword = false;
  /** Set once its pages have been told of the expiry. */
  toldOfExpiry = false;

  constructor(
    row: Omit<Session, 'grants'>,
    /** What the token was hashed to; it finds the session of a returning page. */
    readonly tokenHash: string,
    standing: { grants: readonly Grant[]; mustChangePassword: boolean },
  ) {
    this.id = row.id;
    this.accountId = row.accountId;
    this.name = row.name;
    this.vehicleId = row.vehicleId;
    this.deviceId = row.deviceId;
    this.expiresAt = row.expiresAt;
    this.stand(standing);
  }

  get grants(): readonly Grant[] {
    return this.#mustChangePassword ? [] : this.#accountGrants;
  }

  /** The grants of its account, whether they count already or not. */
  get accountGrants(): readonly Grant[] {
    return this.#accountGrants;
  }

  get mustChangePassword(): boolean {
    return this.#mustChangePassword;
  }

  stand({ grants, mustChangePassword }: { grants: readonly Grant[]; mustChangePassword: boolean }): void {
    this.#accountGrants = grants;
    // A PIN on an enrolled tablet has nothing to do with the password of the same account.
    this.#mustChangePassword = mustChangePassword && this.vehicleId === null;
  }
}
