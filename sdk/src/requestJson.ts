import type { Request } from './request.ts'
import type { RequestJson } from './schema.ts'

/** A request as it is sent as JSON. */
export function requestToJson({ account, newSigner, replace, deadline, scopes }: Request): RequestJson {
  return {
    account: account.toLowerCase() as RequestJson['account'],
    newSigner: newSigner.toLowerCase() as RequestJson['newSigner'],
    replace,
    deadline,
    scopes: scopes.map(({ chainId, epoch }) => ({ chainId: String(chainId), epoch })),
  }
}

/** The request in JSON that its schema has passed. */
export function requestFromJson({ scopes, ...rest }: RequestJson): Request {
  return { ...rest, scopes: scopes.map(({ chainId, epoch }) => ({ chainId: BigInt(chainId), epoch })) }
}
