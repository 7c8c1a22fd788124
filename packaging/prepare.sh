# Shell functions shared by ./run and ./test: packages, the console's build, the program's build.
# Sourced, not run. Needs $root, the folder of the source tree.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# packages_of SECTION...: the names listed under these headings of apt-packages.txt.
packages_of() {
  awk -v wanted=" $* " '/^#/ || /^$/ {next} /^\[/ {gsub(/[][]/, ""); on = index(wanted, " " $0 " "); next} on' \
    "$root/packaging/apt-packages.txt"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else
    say "缺少软件包，请以 root 身份安装 these packages are missing, please install them as root:"
    printf '  apt-get install %s\n' "$missing" >&2
    exit 3
  fi
}

# install_packages SECTION...: asks apt for what is not there yet; nothing at all when all is there.
install_packages() {
  local wanted; wanted=$(packages_of "$@")
  # A Node.js that is already there, from wherever, is kept; Debian's needs npm beside it.
  command -v node >/dev/null && command -v npm >/dev/null || wanted="$wanted nodejs npm"
  missing=$(for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
  done)
  [ -n "$missing" ] || return 0
  say "安装软件包 installing packages: $missing"
  as_root apt-get update -qq
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# The console: built again only when a source is newer than the build.
build_console() {
  local built=$root/web/dist/index.html
  if [ ! -e "$built" ] || [ -n "$(find "$root/web" -path "$root/web/node_modules" -prune -o -path "$root/web/dist" -prune \
                                  -o -type f -newer "$built" -print -quit)" ]; then
    say "构建控制台 building the console"
    (cd "$root/web" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build) >&2
  fi
}

# build_program PRESET TARGET...
build_program() {
  local preset=$1; shift
  local folder=$root/build/$preset
  [ -e "$folder/build.ninja" ] || (cd "$root" && cmake --preset "$preset" >/dev/null)
  say "构建 building: $*"
  cmake --build "$folder" --target "$@" >&2
}
