// Opens a file with speedscope's own importer and says what it understood, as JSON.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import vm from 'node:vm'

const require = createRequire(import.meta.url)
const release = join(dirname(require.resolve('speedscope/package.json')), 'dist', 'release')
const bundle = readdirSync(release).find(name => /^speedscope-.*\.js$/.test(name))
const source = readFileSync(join(release, bundle), 'utf8')

// The package is the finished web page. Its importer is the function that this line of it calls.
const importer = /"Importing as speedscope json file"\),(\w+)\(/.exec(source)
const start = /\(\(\)=>\{/.exec(source)
if (!importer || !start) throw new Error('this speedscope is built in another way: look at open.mjs')
const open = start.index + start[0].length
const lazily = /=\((\w),(\w)\)=>\(\)=>\(\1&&\(\2=\1\(\1=0\)\),\2\)/
const page = (source.slice(0, open) + `globalThis.importFile=value=>${importer[1]}(value);` + source.slice(open))
  .replace(lazily, '=(t,e)=>{const part=()=>(t&&(e=t(t=0)),e);globalThis.parts.push(part);return part}')

const context = vm.createContext({ console: { log() {}, error() {}, warn() {} }, performance, URL, TextDecoder, parts: [] })
attempt(() => vm.runInContext(page, context))
context.parts.forEach(attempt)
const group = context.importFile(JSON.parse(readFileSync(process.argv[2], 'utf8')))
console.log(JSON.stringify({
  name: group.name,
  profiles: group.profiles.map(profile => {
    let stacks = []
    const open = []
    profile.forEachCall(node => open.push(node.frame.name), () => {
      stacks.push(open.join(';'))
      open.pop()
    })
    return {
      name: profile.getName(),
      unit: profile.getWeightUnit(),
      total: profile.getTotalWeight(),
      calls: stacks.length,
      frames: [...new Set(stacks.flatMap(stack => stack.split(';')))].sort(),
    }
  }),
}))

// What draws fails here, where there is no document; what reads files does not need one.
function attempt(part) {
  try {
    part()
  } catch {
    return
  }
}
