import { Link, useParams } from 'react-router'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeviceLife, Device as DeviceShape } from '../../store/shapes.ts'
import { useActorName } from '../actor-name.ts'
import css from '../collection.module.css'
import { CheckOf, placeTones } from './store.tsx'
import { storeWords } from './store-words.ts'

/** One device from its receipt to its scrapping. */
export default function Device() {
  const say = useWords(storeWords)
  const { deviceId } = useParams()
  const life = useResource<DeviceLife>(`/api/metering/devices/${deviceId}`)
  const device = life.data?.device
  const nameOf = useActorName()
  const batchOf = (batch: string) => (batch.startsWith('import:') ? say('life.imported') : batch)
  return (
    <Page
      back={{ to: '/grid/store', text: say('title') }}
      title={device?.assetNo ?? ''}
      actions={device && <Pill tone={placeTones[device.place]}>{say(`place.${device.place}`)}</Pill>}
    >
      <Shown of={life} rows={8}>
        {(shown) => (
          <div className={css.stack}>
            <Panel>
              <DeviceFacts device={shown.device} />
            </Panel>
            <Panel title={say('life.title')}>
              <ol className={css.steps}>
                {shown.life.map((step) => (
                  <li key={`${step.at} ${step.step}`}>
                    <div className={css.stepHead}>
                      <b>{say.code('step', step.step)}</b>
                      <span>{instant(step.at)}</span>
                      <span>{step.where}</span>
                      <span className={css.note}>
                        {nameOf(step.by)} · {say('life.recorded', { at: instant(step.recordedAt) })}
                        {step.batch && ` · ${batchOf(step.batch)}`}
                      </span>
                    </div>
                    {step.reason}
                  </li>
                ))}
              </ol>
            </Panel>
          </div>
        )}
      </Shown>
    </Page>
  )
}

function DeviceFacts({ device }: { device: DeviceShape }) {
  const say = useWords(storeWords)
  const where = device.personName ?? device.accountName ?? device.pointNo ?? device.organisation
  return (
    <Facts
      width={150}
      items={[
        { label: say('col.kind'), value: say(`kind.${device.kind}`) },
        { label: say('col.model'), value: device.model },
        { label: say('field.class'), value: device.kind === 'meter' ? device.accuracyClass : '—' },
        {
          label: say('col.where'),
          value: device.pointId ? <Link to={`/grid/meters/${device.pointId}`}>{where}</Link> : where,
        },
        { label: say('col.check'), value: <CheckOf device={device} /> },
        { label: say('col.since'), value: instant(device.since) },
      ]}
    />
  )
}
