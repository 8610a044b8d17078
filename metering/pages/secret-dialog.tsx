import { Alert, Modal, Typography } from 'antd'
import { Facts } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { TerminalCredential } from '../contract.ts'
import { quarantineWords } from './quarantine-words.ts'

/** A terminal's log-in, which is shown this once. */
export function SecretDialog({ credential, close }: { credential: TerminalCredential | undefined; close: () => void }) {
  const say = useWords(quarantineWords)
  const shown = (text: string) => (
    <Typography.Text copyable code style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Typography.Text>
  )
  return (
    <Modal
      open={credential !== undefined}
      title={say('secret.title')}
      okText={say('secret.close')}
      onOk={close}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      <Alert type="warning" showIcon title={say('secret.once')} style={{ marginBottom: 12 }} />
      {credential && (
        <Facts
          items={[
            { label: say('secret.user'), value: shown(credential.username), wide: true },
            { label: say('secret.secret'), value: shown(credential.secret), wide: true },
          ]}
        />
      )}
    </Modal>
  )
}
