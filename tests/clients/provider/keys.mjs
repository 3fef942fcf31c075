// The keys of a provider. A name stands for one key of each algorithm, made when it is first needed.
import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

const KINDS = { RS256: ["rsa", { modulusLength: 2048 }], ES256: ["ec", { namedCurve: "P-256" }] };

export class Keys {
  names = ["first"];
  #made = {};

  constructor(algorithms) {
    this.algorithms = algorithms;
  }

  /** Those that are named now, in their order: a provider signs with the first that fits. */
  async published() {
    const wanted = this.names.flatMap((name) => this.algorithms.map((alg) => [alg, `${name}-${alg}`]));
    return Promise.all(wanted.map(([alg, kid]) => (this.#made[kid] ??= make(alg, kid))));
  }
}

async function make(alg, kid) {
  const { privateKey } = await promisify(generateKeyPair)(...KINDS[alg]);
  return { ...privateKey.export({ format: "jwk" }), alg, use: "sig", kid };
}
