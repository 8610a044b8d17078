import Security from '../../web/shells/security/security.tsx'
import { MyPhone } from './my-phone.tsx'

/** 登录与安全 of a citizen: his number beside what everybody has. */
export default function MySecurity() {
  return (
    <Security>
      <MyPhone />
    </Security>
  )
}
