import { Page } from '../components/Page.tsx'
import { Spinner } from '../components/Spinner.tsx'

export default function Route() {
  return (
    <Page title="Passkeys">
      <Spinner label="One moment…" />
    </Page>
  )
}
