package dev.scancast.contract.document;

/**
 * Why a scan ended in {@code error}.
 *
 * @param code stable, for programs: {@code path_not_allowed}, {@code worker_lost}, {@code lost} ...
 * @param message for people: what happened and what to do; never a stack trace
 */
public record ScanError(String code, String message) {}
