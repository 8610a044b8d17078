import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideContent } from '../../intake/rules/file-content.ts'
import { nameToSave, objectToName } from '../../intake/rules/file-name.ts'
import { jpeg, pdf, png, webp, zip } from './files.ts'

const text = (content: string) => Buffer.from(content)

describe('a file is what its content says:', () => {
  it.each([
    ['a PNG', png(), 'image/png'],
    ['a JPEG', jpeg, 'image/jpeg'],
    ['a JPEG padded with zeros', Buffer.concat([jpeg, Buffer.alloc(16)]), 'image/jpeg'],
    ['a WebP', webp, 'image/webp'],
    ['a PDF', pdf, 'application/pdf'],
  ])('%s', (_, bytes, mediaType) => {
    expect(decideContent(bytes)).toEqual({ ok: true, mediaType })
  })

  it.each([
    ['nothing at all', Buffer.alloc(0), 'EMPTY'],
    ['a page', text('<html><script>alert(1)</script></html>'), 'TYPE_UNKNOWN'],
    ['a drawing that can run scripts', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'TYPE_UNKNOWN'],
    ['a program', text('MZ\x90\x00'), 'TYPE_UNKNOWN'],
    ['an archive', zip, 'TYPE_UNKNOWN'],
    ['a PDF behind a page', text(`<html>${pdf}`), 'TYPE_UNKNOWN'],
    ['half a PNG', png(400, 400).subarray(0, 60), 'TRUNCATED'],
    ['a PNG that lacks its last byte', png().subarray(0, -1), 'TRUNCATED'],
    ['only the first bytes of a PNG', png().subarray(0, 8), 'TRUNCATED'],
    ['a JPEG without its end', jpeg.subarray(0, -2), 'TRUNCATED'],
    ['only the first bytes of a JPEG', jpeg.subarray(0, 3), 'TRUNCATED'],
    ['a WebP that ends before it says', webp.subarray(0, -2), 'TRUNCATED'],
    ['a PDF without its end', pdf.subarray(0, -8), 'TRUNCATED'],
    ['a PNG with an archive behind it', Buffer.concat([png(), zip]), 'SOMETHING_ELSE_TOO'],
    ['a JPEG with a page behind it', Buffer.concat([jpeg, text('<script>alert(1)</script>')]), 'SOMETHING_ELSE_TOO'],
    ['a PDF with a page behind it', Buffer.concat([pdf, text('<html>')]), 'SOMETHING_ELSE_TOO'],
    ['a PDF with an archive inside', Buffer.concat([pdf.subarray(0, 9), zip, pdf.subarray(9)]), 'SOMETHING_ELSE_TOO'],
    [
      'a JPEG that is a PDF too',
      Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0x00, 0x08]), text('%PDF-1'), jpeg.subarray(2)]),
      'SOMETHING_ELSE_TOO',
    ],
    ['a PDF that runs a script', Buffer.concat([text('%PDF-1.7\n/JavaScript (x)'), pdf.subarray(9)]), 'ACTIVE_CONTENT'],
  ])('and %s is refused', (_, bytes, because) => {
    expect(decideContent(bytes)).toEqual({ ok: false, because })
  })

  it('whatever is sent, an answer is given', () => {
    const begin = fc.constantFrom(png(), jpeg, webp, pdf, zip)
    fc.assert(
      fc.property(begin, fc.nat(60), fc.uint8Array({ maxLength: 80 }), (whole, keep, noise) => {
        const bytes = Buffer.concat([whole.subarray(0, keep), noise])
        expect(['boolean']).toContain(typeof decideContent(bytes).ok)
      }),
    )
  })
})

describe('a file’s name', () => {
  it.each([
    ['身份证正面.jpg'],
    ['𠮷田家的房产证📄.pdf'],
    ['.身份证.jpg'],
    ['a'.repeat(120)],
    ['𠮷'.repeat(120)],
    ["it's (1)*.png"],
  ])('may be %s', (name) => {
    expect(objectToName(name)).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['dots', '..'],
    ['too long', 'a'.repeat(121)],
    ['a way upwards', '../../etc/passwd'],
    ['a way of another system', 'C:\\Windows\\a.jpg'],
    ['a drive', 'C:a.jpg'],
    ['a sign that ends texts', 'a\u0000.jpg'],
    ['a line', 'a\r\nset-cookie: x.jpg'],
    ['a name written backwards', 'photo\u202egpj.exe'],
    ['half a character', 'a\ud842.jpg'],
  ])('may not be %s', (_, name) => {
    expect(objectToName(name)).not.toBeNull()
  })

  it('is given the ending of its content', () => {
    expect(nameToSave('照片.JPEG', 'image/jpeg')).toBe('照片.JPEG')
    expect(nameToSave('setup.exe', 'image/png')).toBe('setup.exe.png')
  })
})
