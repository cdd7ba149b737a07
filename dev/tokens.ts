import { ownArtifact } from '../contracts/tools/deploy/artifacts.ts'

/** Demo money that anybody may mint; six decimals, as USDC and USDT have on the main networks. */
export const tokenArtifacts = {
  USDC: ownArtifact('USDC', 'DemoToken', ['USD Coin (demo)', 'USDC', 6]),
  USDT: ownArtifact('USDT', 'DemoToken', ['Tether USD (demo)', 'USDT', 6]),
}
