/** Keys are read as they are written in the list, whatever they make with Alt or Shift. */
import { expect, it } from 'vitest'
import { keysOf } from './shortcuts'

const press = (key: string, code: string, held: Partial<Record<'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey', boolean>> = {}) =>
  keysOf({ key, code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held })

it.each([
  ['alt+1', press('¡', 'Digit1', { altKey: true })],
  ['alt+h', press('˙', 'KeyH', { altKey: true })],
  ['ctrl+enter', press('Enter', 'Enter', { metaKey: true })],
  ['shift+3', press('#', 'Digit3', { shiftKey: true })],
  ['ctrl+shift+2', press('@', 'Digit2', { ctrlKey: true, shiftKey: true })],
  ['3', press('3', 'Digit3')],
  ['?', press('?', 'Slash', { shiftKey: true })],
  ['j', press('j', 'KeyJ')],
])('reads %s', (wanted, got) => expect(got).toBe(wanted))
