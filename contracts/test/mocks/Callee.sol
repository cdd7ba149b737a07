// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Remembers who called it with what.
contract Callee {
    uint256 public number;
    uint256 public calls;
    uint256 public received;
    address public caller;

    error Failed(string reason);

    function note(uint256 number_) external payable returns (uint256) {
        (number, caller) = (number_, msg.sender);
        received += msg.value;
        ++calls;
        unchecked {
            return number_ + 1;
        }
    }

    function fail(string calldata reason) external pure {
        revert Failed(reason);
    }
}

/// @notice Writes into whoever's storage it runs in.
contract Writer {
    function write(bytes32 slot, bytes32 value) external {
        assembly ("memory-safe") {
            sstore(slot, value)
        }
    }
}
