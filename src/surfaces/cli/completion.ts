import { listed, say } from '../../core/text.ts';
import { failure } from './failure.ts';
import type { Here } from './own.ts';
import { SHELLS } from './shells.ts';

// Each asks `botmint __complete` with the words up to the cursor, of which the last is the one to complete.

const SCRIPTS: Record<(typeof SHELLS)[number], string> = {
  // bash breaks words at = : and @ as well, and replaces what comes after the last of them.
  bash: `_botmint() {
  local line="\${COMP_LINE:0:COMP_POINT}" word kept reply
  word="\${line##*[[:space:]]}"
  kept="\${word%"\${word##*[=:@]}"}"
  COMPREPLY=()
  while IFS= read -r reply; do
    printf -v reply '%q' "$reply"
    COMPREPLY+=("\${reply#"$kept"}")
  done < <(botmint __complete --line "$line" 2>/dev/null)
}
complete -F _botmint botmint
`,
  zsh: `#compdef botmint
_botmint() {
  local -a replies
  replies=("\${(@f)$(botmint __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  replies=("\${(@)replies:#}")
  (( \${#replies} )) && compadd -- "\${replies[@]}"
}
compdef _botmint botmint
`,
  fish: `complete -c botmint -f -a '(botmint __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};

/** The script of a shell, to be read by it: `source <(botmint completion bash)`. */
export async function completion({ asked, screen }: Here): Promise<number> {
  const shell = SHELLS.find((each) => each === asked.raw['shell']);
  if (!shell) throw failure('usage', say`For which shell? There are ${listed(SHELLS)}.`);
  screen.raw(SCRIPTS[shell]);
  return 0;
}
