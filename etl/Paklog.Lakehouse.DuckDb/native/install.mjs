// Runs `npm ci` once, even when several builds ask for it at the same moment: the one that makes the lock folder
// installs, the others wait for it. Exits 0 when node_modules is as package-lock.json says.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const stamp = join(folder, 'node_modules', '.installed')
const lock = join(folder, 'node_modules.lock')
const abandonedAfter = 10 * 60_000

const modified = file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
const upToDate = () => existsSync(stamp) &&
  ['package.json', 'package-lock.json'].every(file => modified(join(folder, file)) <= modified(stamp))

async function acquire() {
  for (;;) {
    try {
      mkdirSync(lock)
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (Date.now() - modified(lock) > abandonedAfter) release()
      else await sleep(100)
    }
  }
}

function release() {
  try {
    rmdirSync(lock)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

await acquire()
try {
  if (!upToDate()) {
    const npm = spawnSync('npm ci --no-audit --no-fund', { cwd: folder, shell: true, encoding: 'utf8' })
    if (npm.status !== 0) {
      console.log((npm.stderr ?? '').trim() || npm.error?.message || `npm ci ended with ${npm.status}`)
      process.exitCode = 1
    } else {
      writeFileSync(stamp, '')
      const now = new Date()
      utimesSync(stamp, now, now)
    }
  }
} finally {
  release()
}
