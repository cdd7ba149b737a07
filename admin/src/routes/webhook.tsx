import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OperatorEvent } from 'sparekey/admin-schema'
import { api } from '../api.ts'
import { readOf } from '../readOf.ts'
import { SignedIn } from '../SignedIn.tsx'
import { WebhookPage } from '../screens/WebhookPage.tsx'
import { useConfirmed } from '../useConfirmed.ts'

/** Where the operator’s own systems are told. */
export default function WebhookRoute() {
  return (
    <SignedIn title="Webhook" lead="Your own systems are told what happens, with a signature.">
      {() => <Content />}
    </SignedIn>
  )
}

type Deed =
  | {
      readonly kind: 'save'
      readonly body: { readonly url: string; readonly events: readonly OperatorEvent[] }
    }
  | { readonly kind: 'test' | 'delete' }

function Content() {
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const webhook = useQuery({ queryKey: ['webhook'], queryFn: () => api.webhook() })
  const { mutate, isPending, isSuccess, variables, error } = useMutation({
    mutationFn: (deed: Deed) => confirmed(() => carryOut(deed)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhook'] }),
  })
  return (
    <WebhookPage
      webhook={readOf(webhook)}
      onSave={(body) => mutate({ kind: 'save', body })}
      onTest={() => mutate({ kind: 'test' })}
      onDelete={() => mutate({ kind: 'delete' })}
      busy={isPending ? variables.kind : undefined}
      done={isSuccess ? variables.kind : undefined}
      error={error}
    />
  )
}

function carryOut(deed: Deed): Promise<unknown> {
  if (deed.kind === 'save') return api.saveWebhook(deed.body)
  return deed.kind === 'test' ? api.testWebhook() : api.deleteWebhook()
}
