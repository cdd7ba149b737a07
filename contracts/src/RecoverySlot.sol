// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What is stored of a started recovery, in one word:
/// rotator (160) ‖ ready (32) ‖ window in hours (16) ‖ epoch (32) ‖ approvers (16, one bit per guardian).
/// `ready` is a Unix time until 2106, and 0 once the recovery was objected to or invalidated.
/// @dev Packed by hand: for a struct the compiler reads and writes the word once per member.
type RecoverySlot is uint256;

using RecoverySlots for RecoverySlot global;

library RecoverySlots {
    function pack(address rotator_, uint256 ready_, uint16 windowHours_, uint32 epoch_, uint16 approvers_)
        internal
        pure
        returns (RecoverySlot)
    {
        return RecoverySlot.wrap(
            (uint256(uint160(rotator_)) << 96) | (uint256(SafeCast.toUint32(ready_)) << 64)
                | (uint256(windowHours_) << 48) | (uint256(epoch_) << 16) | approvers_
        );
    }

    function isEmpty(RecoverySlot slot) internal pure returns (bool) {
        return RecoverySlot.unwrap(slot) == 0;
    }

    function rotator(RecoverySlot slot) internal pure returns (address) {
        return address(uint160(RecoverySlot.unwrap(slot) >> 96));
    }

    /// @dev First second in which the recovery can be executed; 0 if it was ended.
    function ready(RecoverySlot slot) internal pure returns (uint40) {
        return uint32(RecoverySlot.unwrap(slot) >> 64);
    }

    function windowHours(RecoverySlot slot) internal pure returns (uint16) {
        return uint16(RecoverySlot.unwrap(slot) >> 48);
    }

    /// @dev Last second in which the recovery can be executed.
    function end(RecoverySlot slot) internal pure returns (uint40) {
        return ready(slot) + uint40(windowHours(slot)) * 1 hours;
    }

    function epoch(RecoverySlot slot) internal pure returns (uint32) {
        return uint32(RecoverySlot.unwrap(slot) >> 16);
    }

    function approvers(RecoverySlot slot) internal pure returns (uint16) {
        return uint16(RecoverySlot.unwrap(slot));
    }

    /// @dev The same recovery, over.
    function ended(RecoverySlot slot) internal pure returns (RecoverySlot) {
        return RecoverySlot.wrap(RecoverySlot.unwrap(slot) & ~(uint256(type(uint32).max) << 64));
    }
}
