import { Page } from '../components/Page.tsx'
import { Spinner } from '../components/Spinner.tsx'

export default function Route() {
  return (
    <Page title="Get your account back">
      <Spinner label="One moment…" />
    </Page>
  )
}
