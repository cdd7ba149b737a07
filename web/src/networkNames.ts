const names = new Map<number, string>()

/** Remembers what networks are called, so that a failure can name them. */
export function rememberNetworks(networks: readonly { chainId: number; name: string }[]): void {
  for (const { chainId, name } of networks) names.set(chainId, name)
}

/** A network's name; its number until the configuration is there. */
export function networkName(chainId: number): string {
  return names.get(chainId) ?? `network ${chainId}`
}
