// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice A key of an issuer, with a header of tokens that are signed with it, in one word:
/// blob (160) ‖ usable from (40) ‖ usable until (40) ‖ letters of the header in the blob (8) ‖ whether the header begins as
/// most do (1) ‖ words of the modulus (7). The blob is code, `00 ‖ modulus ‖ base64url(header)`; of a header that begins as
/// most do, the letters of that beginning are left out. A revoked key is usable from the largest second on.
/// @dev Packed by hand: for a struct the compiler reads and writes the word once per member.
type KeyEntry is uint256;

using KeyEntries for KeyEntry global;

library KeyEntries {
    uint256 private constant _TIMES = uint256(type(uint80).max) << 16;
    uint256 private constant _USUAL = 0x80;

    function pack(address blob_, uint256 letters_, bool isUsual_, uint256 modulusLength_)
        internal
        pure
        returns (KeyEntry)
    {
        return KeyEntry.wrap(
            (uint256(uint160(blob_)) << 96) | (uint256(SafeCast.toUint8(letters_)) << 8) | (isUsual_ ? _USUAL : 0)
                | (modulusLength_ / 32)
        );
    }

    /// @dev The same key, usable from one second to another, both included.
    function withTimes(KeyEntry entry, uint256 from, uint256 until) internal pure returns (KeyEntry) {
        return KeyEntry.wrap(
            (KeyEntry.unwrap(entry) & ~_TIMES) | (uint256(SafeCast.toUint40(from)) << 56)
                | (uint256(SafeCast.toUint40(until)) << 16)
        );
    }

    /// @dev The same key, for ever unusable.
    function revoked(KeyEntry entry) internal pure returns (KeyEntry) {
        return entry.withTimes(type(uint40).max, 0);
    }

    function isRevoked(KeyEntry entry) internal pure returns (bool) {
        return entry.usableFrom() == type(uint40).max;
    }

    function isEmpty(KeyEntry entry) internal pure returns (bool) {
        return KeyEntry.unwrap(entry) == 0;
    }

    /// @dev Whether it is usable in a second; what is empty never is.
    function isUsable(KeyEntry entry, uint256 time) internal pure returns (bool) {
        return time >= entry.usableFrom() && time <= entry.usableUntil();
    }

    function blob(KeyEntry entry) internal pure returns (address) {
        return address(uint160(KeyEntry.unwrap(entry) >> 96));
    }

    function usableFrom(KeyEntry entry) internal pure returns (uint40) {
        return uint40(KeyEntry.unwrap(entry) >> 56);
    }

    function usableUntil(KeyEntry entry) internal pure returns (uint40) {
        return uint40(KeyEntry.unwrap(entry) >> 16);
    }

    function letters(KeyEntry entry) internal pure returns (uint256) {
        return uint8(KeyEntry.unwrap(entry) >> 8);
    }

    function isUsual(KeyEntry entry) internal pure returns (bool) {
        return KeyEntry.unwrap(entry) & _USUAL != 0;
    }

    /// @dev In bytes.
    function modulusLength(KeyEntry entry) internal pure returns (uint256) {
        return (KeyEntry.unwrap(entry) & (_USUAL - 1)) * 32;
    }
}
