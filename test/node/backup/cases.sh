#!/usr/bin/env bash
# What backup-share and restore-share are expected to do, on any file system.
# Usage: cases.sh SCRIPTS SHARE BACKUPS BYTES, where a file of so many bytes takes long enough to interfere. Prints `ok CASE` or `not ok CASE` for each function case_…; what went wrong comes before it.
set -u
readonly scripts=$1 share=$2 backups=$3 large=$4

backup() { "$scripts/backup-share" "$@" 2>>"$log"; }
restore() { "$scripts/restore-share" "$@" >>"$log" 2>&1; }

# Content as the gateway leaves it on a share, and what is awkward: an odd name, a link to nowhere, an empty folder, an empty file, two names of one file.
make_content() {
    mkdir -p "$1/default/api" "$1/default/empty"
    echo '<api name="one"/>' >"$1/default/api/one.xml"
    head --bytes=300000 /dev/urandom >"$1/default/api/large.bin"
    : >"$1/default/empty-file"
    printf 'odd' >"$1/default/odd
 name"
    ln "$1/default/api/one.xml" "$1/default/api/same.xml"
    ln -s api/one.xml "$1/default/link"
    ln -s /nowhere "$1/default/dangling"
    chown -R --no-dereference 802:802 "$1"
    chown 4294967000:10001 "$1/default/empty-file"
    chmod 0640 "$1/default/api/one.xml"
    chmod 0755 "$1/default/api/large.bin"
    chmod 2770 "$1/default/empty"
    touch --no-dereference --date='2021-02-03 04:05:06 UTC' "$1/default/link" "$1/default/api/one.xml"
    touch --date='1999-12-31 23:59:59 UTC' "$1/default/empty" "$1/default/api" "$1/default" "$1"
}

# Everything that a restored folder must have in common with the original one: to the last digit of the times, since it is the same file system.
state() { (cd "$1" && find . \( -type f -printf '%n ' -o -true \) \( -type l -o -printf '%T@ ' \) -printf '%y %m %U:%G %p -> %l\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }

nothing_half_in() { [[ -z $(find "$1" -mindepth 1 -maxdepth 1 -name '.*' ! -name .snapshots) ]]; }

case_a_backup_brings_back_owners_modes_links_times_and_content() {
    make_content "$share/one" && state "$share/one" >"$log.before" &&
        kept=$(backup "$share/one" "$backups") && [[ -f $kept/SHA256SUMS ]] &&
        rm -r "$share/one" && restore "$kept" "$share/one" && state "$share/one" >"$log.after" &&
        diff "$log.before" "$log.after" >>"$log" && grep -q '^2 1612325106.0* f 640 802:802 ./default/api/one.xml' "$log.after" && nothing_half_in "$share" && nothing_half_in "$backups"
}

case_a_folder_that_exists_is_replaced_only_on_request_and_kept() {
    make_content "$share/two" && kept=$(backup "$share/two" "$backups") && state "$share/two" >"$log.before" &&
        rm "$share/two/default/api/one.xml" && echo new >"$share/two/later.xml" &&
        ! restore "$kept" "$share/two" && [[ -f $share/two/later.xml ]] &&
        restore "$kept" "$share/two" --replace && state "$share/two" | diff "$log.before" - >>"$log" &&
        old=("$share"/two.before-*) && [[ ${#old[@]} == 1 && -f ${old[0]}/later.xml ]]
}

case_a_damaged_backup_changes_nothing() {
    make_content "$share/three" && kept=$(backup "$share/three" "$backups") && state "$share/three" >"$log.before" || return 1
    local file
    for file in content.tar.gz entries checksums SHA256SUMS; do
        cp -r "$kept" "$backups/damaged" && truncate --size=-70 "$backups/damaged/$file" &&
            ! restore "$backups/damaged" "$share/three" --replace && ! restore "$backups/damaged" "$share/three-new" &&
            [[ ! -e $share/three-new ]] && state "$share/three" | diff "$log.before" - >>"$log" && nothing_half_in "$share" && rm -r "$backups/damaged" || return 1
    done
}

case_a_backup_that_lies_about_its_content_changes_nothing() {
    make_content "$share/four" && kept=$(backup "$share/four" "$backups") &&
        sed -i -z 's/ 802:802 / 0:0 /' "$kept/entries" && (cd "$kept" && sha256sum content.tar.gz entries checksums >SHA256SUMS) &&
        ! restore "$kept" "$share/four-new" && [[ ! -e $share/four-new ]] && nothing_half_in "$share"
}

case_an_interrupted_restore_leaves_the_old_content_alone() {
    mkdir -p "$share/five" && head --bytes="$large" /dev/urandom >"$share/five/large.bin" && kept=$(backup "$share/five" "$backups") &&
        echo changed >"$share/five/later.xml" || return 1
    "$scripts/restore-share" "$kept" "$share/five" --replace >>"$log" 2>&1 &
    local process=$!
    until compgen -G "$share/.restoring-five-*/large.bin" >/dev/null; do
        kill -0 "$process" 2>/dev/null || { echo "ended too early" >>"$log"; return 1; }
    done
    kill -TERM "$process"
    ! wait "$process" && [[ -f $share/five/later.xml ]] && nothing_half_in "$share" && ! compgen -G "$share/five.before-*" >>"$log"
}

case_content_that_changes_while_it_is_read_gives_no_backup() {
    mkdir -p "$share/six" "$backups/six" && head --bytes="$large" /dev/urandom >"$share/six/a-large.bin" && echo one >"$share/six/small.xml" || return 1
    "$scripts/backup-share" "$share/six" "$backups/six" >>"$log" 2>&1 &
    local process=$!
    until compgen -G "$backups/six/.incomplete-*/content.tar.gz" >/dev/null; do
        kill -0 "$process" 2>/dev/null || { echo "ended too early" >>"$log"; return 1; }
    done
    echo two >"$share/six/small.xml"
    ! wait "$process" && [[ -z $(ls -A "$backups/six") ]]
}

case_a_snapshot_is_backed_up_without_the_snapshots_in_it() {
    make_content "$share/seven" && mkdir -p "$share/seven/.snapshots/2026" && echo old >"$share/seven/.snapshots/2026/old.xml" &&
        kept=$(backup "$share/seven" "$backups") && restore "$kept" "$share/seven-new" && [[ -f $share/seven-new/default/api/one.xml && ! -e $share/seven-new/.snapshots ]]
}

case_wrong_arguments_change_nothing() {
    make_content "$share/eight" && kept=$(backup "$share/eight" "$backups") && : >"$share/eight-file" && ln -s eight "$share/eight-link" &&
        mkdir -p "$share/eight/backups" && state "$share/eight" >"$log.before" &&
        ! backup && ! backup "$share/eight" && ! backup "$share/none" "$backups" && ! backup "$share/eight" "$backups/none" && ! backup "$share/eight" "$share/eight/backups" &&
        ! restore && ! restore "$kept" && ! restore "$backups" "$share/eight-new" && ! restore "$kept" "$share/none/eight" &&
        ! restore "$kept" "$share/eight" --force && ! restore "$kept" "$share/eight-file" --replace && ! restore "$kept" "$share/eight-link" --replace &&
        ! restore "$kept" "$share/." --replace && ! restore "$kept" "$share/.." --replace &&
        state "$share/eight" | diff "$log.before" - >>"$log" && [[ ! -e $share/eight-new && -L $share/eight-link ]]
}

for name in $(compgen -A function case_); do
    log=$(mktemp)
    if "$name"; then
        echo "ok $name"
    else
        sed 's/^/    /' "$log"
        echo "not ok $name"
    fi
done
