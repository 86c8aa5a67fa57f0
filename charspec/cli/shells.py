"""The scripts that shells source. Each hands what is typed so far to `charspec completion --at`, and offers
the words that it prints; where it prints none, the shell's own file names."""

BASH = r"""# charspec's completion for bash: eval "$(charspec completion bash)" in ~/.bashrc
_charspec() {
    local line="${COMP_LINE:0:COMP_POINT}" word candidate prefix=""
    word="${line##*[[:space:]]}"
    # bash takes the part before a "=" or ":" for a word of its own, so it is left out of what is offered.
    if [[ "$word" == *[=:]* && "$COMP_WORDBREAKS" == *=* ]]; then prefix="${word%"${word##*[=:]}"}"; fi
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("${candidate#"$prefix"}")
    done < <("$1" completion --at "$line" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -gt 0 && "${COMPREPLY[0]}" == *[=.] ]] && type compopt &>/dev/null; then
        compopt -o nospace
    fi
}
complete -o default -F _charspec charspec
"""

ZSH = r"""#compdef charspec
# charspec's completion for zsh: eval "$(charspec completion zsh)" in ~/.zshrc, after compinit
_charspec() {
    local -a found whole begun
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX" candidate
    found=("${(@f)$("$words[1]" completion --at "$line" 2>/dev/null)}")
    for candidate in $found; do
        if [[ "$candidate" == *[=.] ]]; then begun+=("$candidate"); else whole+=("$candidate"); fi
    done
    if (( ${#whole} + ${#begun} == 0 )); then _files; return; fi
    (( ${#begun} )) && compadd -Q -S '' -- $begun
    (( ${#whole} )) && compadd -Q -- $whole
    return 0
}
if [[ "$funcstack[1]" == _charspec ]]; then _charspec "$@"; else compdef _charspec charspec; fi
"""

FISH = r"""# charspec's completion for fish: charspec completion fish | source
function __charspec_candidates
    set -l command (commandline -opc)[1]
    set -l found ($command completion --at (commandline -cp | string collect) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c charspec -f -a '(__charspec_candidates)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
