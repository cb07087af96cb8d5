import type { Host, Status } from './host.js'
import type { Options } from './options.js'
export function testPack(_options: Options, host: Host): Status {
  host.stderr.write('not yet\n')
  return 2
}
